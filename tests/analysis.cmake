pkg_check_modules(ebur128 REQUIRED IMPORTED_TARGET libebur128) # what loudness is compared with
foreach(name test_frames test_floor test_spectrum test_level test_measures test_evidence test_tones test_dtmf test_turns test_analyser)
  lur_test(analysis ${name} lur_analysis lur_test_support)
endforeach()
lur_test(analysis test_loudness lur_analysis lur_test_support PkgConfig::ebur128)
lur_test(analysis test_analysis_properties lur_analysis lur_test_support DIR property LABELS property)
lur_fuzzer(fuzz_analyser lur_analysis)
