pkg_check_modules(ebur128 REQUIRED IMPORTED_TARGET libebur128) # what loudness is compared with
foreach(name test_frames test_floor test_spectrum test_level test_measures test_evidence test_net test_decode test_ducking test_activity test_heard
             test_repeats test_sides test_tones test_sit test_tone_calls test_dtmf test_turns test_journey test_analyser test_tap)
  lur_test(analysis ${name} lur_analysis lur_test_support)
endforeach()
lur_test(analysis test_loudness lur_analysis lur_test_support PkgConfig::ebur128)
lur_test(analysis test_analysis_properties lur_analysis lur_test_support DIR property LABELS property)
lur_test(analysis test_journeys lur_test_stage TIMEOUT 300)
lur_test(analysis test_journey_properties lur_test_stage DIR property LABELS property TIMEOUT 300)
if(LUR_SANITIZE OR LUR_COVERAGE) # hours of calls take too long then
  foreach(name test_journeys test_journey_properties)
    target_compile_definitions(${name} PRIVATE LUR_SLOW_BUILD)
  endforeach()
endif()
lur_test(analysis test_tone_limits lur_analysis lur_test_support PkgConfig::sndfile DIR property LABELS property)
lur_test(analysis test_no_false_tones lur_analysis lur_audio lur_test_support PkgConfig::jansson DIR property LABELS property
         TIMEOUT 300)
lur_fuzzer(fuzz_analyser lur_analysis)

# What is built twice for wider vectors (analysis/lanes.h) gives the same bits as what is built for any processor.
if(NOT LUR_SANITIZE AND NOT LUR_FUZZ AND NOT LUR_COVERAGE)
  get_target_property(sources lur_analysis SOURCES)
  list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/analysis/)
  add_executable(bits support/bits.c)
  add_executable(bits_plain support/bits.c ${sources})
  target_link_libraries(bits PRIVATE lur_analysis)
  target_link_libraries(bits_plain PRIVATE lur_base PkgConfig::fftw3f Threads::Threads m)
  foreach(name bits bits_plain)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${name} PRIVATE _POSIX_C_SOURCE=200809L)
    target_link_libraries(${name} PRIVATE lur_test_support lur_warnings)
  endforeach()
  add_test(NAME wide_vectors COMMAND ${CMAKE_COMMAND} -DONE=$<TARGET_FILE:bits> -DOTHER=$<TARGET_FILE:bits_plain> -P
                                     ${CMAKE_CURRENT_SOURCE_DIR}/support/same_output.cmake)
  set_tests_properties(wide_vectors PROPERTIES LABELS "analysis;property" TIMEOUT 120)
endif()

# The labelled recordings that LUR_CORPUS names; exit code 77 where there are none. Too slow with sanitizers, and they
# have the synthetic calls.
if(TARGET lur AND NOT LUR_SANITIZE AND NOT LUR_FUZZ)
  add_test(NAME e2e_corpus COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_corpus.py $<TARGET_FILE:lur>)
  set_tests_properties(e2e_corpus PROPERTIES LABELS "analysis;e2e" TIMEOUT 120 SKIP_RETURN_CODE 77)
endif()
