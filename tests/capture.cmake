find_package(Threads REQUIRED)
lur_test(base test_dropouts lur_base LABELS capture)
lur_test(base test_ring lur_base Threads::Threads LABELS capture)
foreach(name test_capture test_capture_pace test_capture_tape)
  lur_test(capture ${name} lur_capture lur_audio)
endforeach()
# The real program: from files that play as devices, and from a sound server that the test starts.
add_test(NAME e2e_record COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_record.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR}
                                 Recording InATerminal Devices)
add_test(NAME e2e_record_store COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_record.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR} InTheStore)
add_test(NAME e2e_record_killed COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_record.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR} Killed)
add_test(NAME e2e_record_trouble COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_record_server.py $<TARGET_FILE:lur> Trouble)
set_tests_properties(e2e_record e2e_record_store e2e_record_killed e2e_record_trouble PROPERTIES LABELS "capture;e2e" TIMEOUT 300 SKIP_RETURN_CODE 77)
if(NOT LUR_SANITIZE)
  add_test(NAME e2e_record_exact COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_record_server.py $<TARGET_FILE:lur> Exact)
  set_tests_properties(e2e_record_exact PROPERTIES LABELS "capture;e2e" TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()
# What can happen to devices, servers and disks, with a recorder that is nothing but base, audio and capture.
set(faults Devices Jack)
if(NOT LUR_SANITIZE)
  list(APPEND faults Callback Disk Library Lur)
endif()
foreach(name IN LISTS faults)
  string(TOLOWER ${name} lower)
  add_test(NAME e2e_faults_${lower} COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_faults.py $<TARGET_FILE:record_alone>
                                            ${CMAKE_CURRENT_BINARY_DIR}/support ${name})
  set_tests_properties(e2e_faults_${lower} PROPERTIES LABELS "capture;e2e" TIMEOUT 300 SKIP_RETURN_CODE 77
                                                       ENVIRONMENT "LUR_PROGRAM=$<TARGET_FILE:lur>;LUR_SANITIZE=${LUR_SANITIZE}")
endforeach()
# No store and no analysis are needed to record.
if(NOT LUR_SANITIZE)
  add_test(NAME e2e_capture_alone COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_alone.py ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e_capture_alone PROPERTIES LABELS "capture;e2e" TIMEOUT 300 SKIP_RETURN_CODE 77)
endif()
