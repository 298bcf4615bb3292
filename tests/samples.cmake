# The shipped sample calls against their truth, and the sounds that other tests are made of.
lur_test(samples test_synth lur_test_support)
