foreach(name test_reader)
  lur_test(audio ${name} lur_audio PkgConfig::sndfile)
endforeach()
