# Waves: plans, schedules, progress, draws.
lur_test(waves test_wave_plan lur_waves)
lur_test(waves test_schedule_properties lur_waves DIR property LABELS property)
