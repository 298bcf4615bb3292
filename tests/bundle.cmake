# Published rankings: the file, its keys and signature, tampering, and a season from documents to a checked bundle.
lur_test(bundle test_bundle lur_bundle lur_base PkgConfig::jansson)
lur_test(store test_store_documents lur_store lur_rubrics lur_analysis lur_base)
lur_fuzzer(fuzz_bundle lur_bundle lur_rubrics lur_ranking lur_analysis lur_base PkgConfig::jansson)
if(TARGET lur)
  add_test(NAME e2e_bundle COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_bundle.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e_bundle PROPERTIES LABELS "bundle;e2e;store" TIMEOUT 900)
endif()
