# Leagues of a wave: what is ranked, from the store, and the whole path through the program.
foreach(name test_store_field test_attempt_walk)
  lur_test(store ${name} lur_store lur_rubrics lur_ranking)
endforeach()
lur_fuzzer(fuzz_parts lur_store)
if(TARGET lur)
  add_test(NAME e2e_rank COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/e2e/test_rank.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e_rank PROPERTIES LABELS "ranking;e2e" TIMEOUT 600)
endif()
