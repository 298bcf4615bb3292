foreach(name test_status test_role test_diag test_list test_atomic_file)
  lur_test(base ${name} lur_base)
endforeach()
