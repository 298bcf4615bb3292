find_package(Threads REQUIRED)
lur_test(base test_ring lur_base Threads::Threads LABELS capture)
