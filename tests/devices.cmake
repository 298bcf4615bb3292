lur_test(capture test_spawner lur_capture Threads::Threads)
lur_test(capture test_choice lur_capture)
lur_test(capture test_soundcheck lur_capture lur_test_support)
lur_fuzzer(fuzz_choice lur_capture)
# The real program with sound servers that the test starts.
add_test(NAME e2e_devices COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_devices.py $<TARGET_FILE:lur>)
set_tests_properties(e2e_devices PROPERTIES LABELS "capture;e2e" TIMEOUT 300 SKIP_RETURN_CODE 77)
add_test(NAME e2e_doctor COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_doctor.py $<TARGET_FILE:lur>)
set_tests_properties(e2e_doctor PROPERTIES LABELS "capture;e2e" TIMEOUT 300)
