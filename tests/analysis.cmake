pkg_check_modules(ebur128 REQUIRED IMPORTED_TARGET libebur128) # what loudness is compared with
foreach(name test_frames test_floor test_spectrum test_level test_measures test_evidence test_net test_activity test_heard
             test_tones test_dtmf test_turns test_journey test_analyser)
  lur_test(analysis ${name} lur_analysis lur_test_support)
endforeach()
lur_test(analysis test_loudness lur_analysis lur_test_support PkgConfig::ebur128)
lur_test(analysis test_analysis_properties lur_analysis lur_test_support DIR property LABELS property)
lur_test(analysis test_journeys lur_test_stage TIMEOUT 300)
lur_fuzzer(fuzz_analyser lur_analysis)

# The labelled recordings that LUR_CORPUS names; exit code 77 where there are none. Too slow with sanitizers, and they
# have the synthetic calls.
if(TARGET lur AND NOT LUR_SANITIZE AND NOT LUR_FUZZ)
  add_test(NAME e2e_corpus COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_corpus.py $<TARGET_FILE:lur>)
  set_tests_properties(e2e_corpus PROPERTIES LABELS "analysis;e2e" TIMEOUT 120 SKIP_RETURN_CODE 77)
endif()
