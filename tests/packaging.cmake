# What is installed works where it is installed. The build with sanitizers makes no shared library.
if(NOT LUR_SANITIZE AND NOT LUR_FUZZ)
  add_test(NAME e2e_install COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/tests/e2e/test_install.py ${PROJECT_BINARY_DIR}
                                    ${PROJECT_SOURCE_DIR})
  set_tests_properties(e2e_install PROPERTIES LABELS e2e TIMEOUT 120)
endif()

add_test(NAME e2e_documents COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/tests/e2e/test_documents.py $<TARGET_FILE:lur>
                                    ${PROJECT_SOURCE_DIR})
set_tests_properties(e2e_documents PROPERTIES LABELS e2e TIMEOUT 120)
