foreach(name test_reader test_reader_damage test_reader_memory test_reader_peaks test_writer)
  lur_test(audio ${name} lur_audio PkgConfig::sndfile)
endforeach()
lur_fuzzer(fuzz_reader lur_audio)
