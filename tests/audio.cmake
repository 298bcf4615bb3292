foreach(name test_reader test_reader_damage)
  lur_test(audio ${name} lur_audio PkgConfig::sndfile)
endforeach()
