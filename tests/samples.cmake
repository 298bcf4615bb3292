# The shipped sample calls against their truth, and the sounds that other tests are made of.
lur_test(samples test_synth lur_test_support)
lur_test(samples test_sample_answers lur_rubrics lur_base)

add_test(NAME sample_truth COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_truth.py)
set_tests_properties(sample_truth PROPERTIES LABELS samples TIMEOUT 120)

# These need the program; a build of parts only goes without.
if(NOT TARGET lur)
  return()
endif()
file(GLOB sample_truths CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/samples/*.json)
foreach(truth IN LISTS sample_truths)
  get_filename_component(name ${truth} NAME_WE)
  add_test(NAME sample_${name}
           COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/e2e/test_samples.py $<TARGET_FILE:lur> ${truth})
  set_tests_properties(sample_${name} PROPERTIES LABELS "samples;e2e" TIMEOUT 300)
endforeach()
