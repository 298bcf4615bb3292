# Waves: plans, schedules, progress, draws, and what the store keeps of them.
lur_test(waves test_wave_plan lur_waves)
lur_test(waves test_wave_progress lur_waves)
lur_test(waves test_schedule_properties lur_waves DIR property LABELS property)
lur_test(waves test_store_waves lur_store LABELS store)
foreach(name fuzz_wave fuzz_wave_sheet)
  lur_fuzzer(${name} lur_waves)
endforeach()
