lur_test(ranking test_league lur_ranking)
