find_package(Threads REQUIRED)
lur_test(base test_ring lur_base Threads::Threads LABELS capture)
foreach(name test_capture test_capture_pace test_capture_tape)
  lur_test(capture ${name} lur_capture lur_audio)
endforeach()
# The real program: from files that play as devices, and from a sound server that the test starts.
add_test(NAME e2e_record COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_record.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
add_test(NAME e2e_record_server COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_record_server.py $<TARGET_FILE:lur>)
# They keep time with a clock: nothing else runs beside them.
set_tests_properties(e2e_record e2e_record_server PROPERTIES LABELS "capture;e2e" TIMEOUT 300 SKIP_RETURN_CODE 77 RUN_SERIAL ON)
set_tests_properties(test_capture test_capture_tape PROPERTIES RUN_SERIAL ON)
