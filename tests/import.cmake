# Recordings that were made elsewhere: their names, what comes with them, and how they are taken in.
lur_test(store test_pbx lur_store LABELS import)
target_sources(test_pbx PRIVATE ${PROJECT_SOURCE_DIR}/cli/pbx.c)
lur_test(store test_sidecar lur_store lur_rubrics PkgConfig::jansson LABELS import)
target_sources(test_sidecar PRIVATE ${PROJECT_SOURCE_DIR}/cli/sidecar.c ${PROJECT_SOURCE_DIR}/cli/sidecar_csv.c)
lur_fuzzer(fuzz_pbx lur_store)
target_sources(fuzz_pbx PRIVATE ${PROJECT_SOURCE_DIR}/cli/pbx.c)
lur_fuzzer(fuzz_sidecar lur_store lur_rubrics PkgConfig::jansson)
target_sources(fuzz_sidecar PRIVATE ${PROJECT_SOURCE_DIR}/cli/sidecar.c ${PROJECT_SOURCE_DIR}/cli/sidecar_csv.c)
# The real program, on folders that are written to, and killed at random moments.
add_test(NAME e2e_import COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_import.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR}
                                 0 Names Metadata Refused Usage)
add_test(NAME e2e_import_watch COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_import.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR}
                                       12 Watching Killed)
set_tests_properties(e2e_import e2e_import_watch PROPERTIES LABELS "e2e;import;store" TIMEOUT 300)
# A telephone call on this computer.
add_test(NAME e2e_telephone COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_telephone.py $<TARGET_FILE:lur> ${PROJECT_SOURCE_DIR})
set_tests_properties(e2e_telephone PROPERTIES LABELS "e2e;import" TIMEOUT 240 SKIP_RETURN_CODE 77)
