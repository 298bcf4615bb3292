# The life of a rubric: begun, checked, compared, tried, published, and how scorecards change.
lur_test(rubrics test_rubric_diff lur_rubrics)
lur_test(rubrics test_json_out lur_report PkgConfig::jansson m)
lur_test(rubrics test_moves lur_rubrics)
target_sources(test_moves PRIVATE ${PROJECT_SOURCE_DIR}/cli/moves.c)
if(TARGET lur)
  add_test(NAME e2e_rubric_life COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_rubric_life.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e_rubric_life PROPERTIES LABELS "rubrics;e2e;store" TIMEOUT 300)
endif()
