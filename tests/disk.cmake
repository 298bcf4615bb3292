# The file on the disk: its journal, its repair, and its FLAC file.
foreach(name test_journal test_repair test_keepsake test_power)
  lur_test(capture ${name} lur_capture lur_audio PkgConfig::sndfile)
endforeach()
lur_fuzzer(fuzz_journal lur_capture)
lur_fuzzer(fuzz_repair lur_capture)
if(NOT LUR_SANITIZE) # the library that makes the disk bad is not for sanitizers
  add_test(NAME e2e_bad_disk COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_bad_disk.py $<TARGET_FILE:lur>
                                     ${CMAKE_CURRENT_BINARY_DIR}/support)
  set_tests_properties(e2e_bad_disk PROPERTIES LABELS "capture;e2e" TIMEOUT 120)
endif()
