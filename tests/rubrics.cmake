foreach(name test_rubric test_formula test_score test_score_language test_answers test_library_texts test_published_scores)
  lur_test(rubrics ${name} lur_rubrics)
endforeach()
# The questions in the terminal are part of the program, not of a library.
lur_test(rubrics test_asking lur_rubrics lur_report)
target_sources(test_asking PRIVATE ${PROJECT_SOURCE_DIR}/cli/asking.c ${PROJECT_SOURCE_DIR}/cli/asking_show.c ${PROJECT_SOURCE_DIR}/cli/asking_take.c ${PROJECT_SOURCE_DIR}/cli/typing.c)
lur_test(rubrics test_rubric_memory lur_rubrics)
target_link_options(test_rubric_memory PRIVATE -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=strndup)
lur_test(rubrics test_rubric_properties lur_rubrics DIR property LABELS property)
lur_test(rubrics test_library_properties lur_rubrics DIR property LABELS property)
foreach(name fuzz_rubric fuzz_answers fuzz_formula)
  lur_fuzzer(${name} lur_rubrics)
endforeach()

# Exit code 77: python3-jsonschema or a YAML reader for Python is not there.
add_test(NAME rubric_schema COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/rubrics/check_schema.py ${PROJECT_SOURCE_DIR})
set_tests_properties(rubric_schema PROPERTIES LABELS rubrics SKIP_RETURN_CODE 77 TIMEOUT 60)

# The program itself; a build of parts only goes without.
if(TARGET lur)
  add_test(NAME e2e_score COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/e2e/test_score.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e_score PROPERTIES LABELS "rubrics;e2e" TIMEOUT 300)
  add_test(NAME e2e_wave_scale COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/e2e/test_wave_scale.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e_wave_scale PROPERTIES LABELS "rubrics;e2e" TIMEOUT 120)
  add_test(NAME e2e_library COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/tests/e2e/test_library.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e_library PROPERTIES LABELS "rubrics;e2e" TIMEOUT 300)
endif()
