# The file on the disk: its journal, its repair, and its FLAC file.
foreach(name test_journal test_repair test_keepsake)
  lur_test(capture ${name} lur_capture lur_audio PkgConfig::sndfile)
endforeach()
lur_fuzzer(fuzz_journal lur_capture)
lur_fuzzer(fuzz_repair lur_capture)
