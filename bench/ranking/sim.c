/// How often lur's intervals hold the truth, and how often what it calls probable happens: waves are made up
/// whose truth is known, ranked, and compared with it. Figures of docs/ranking.md come from here.
///   ranking_sim coverage [WAVES [DRAWS [SEED]]]
///   ranking_sim participants [WAVES [DRAWS [SEED]]]
///   ranking_sim mixed    [WAVES [DRAWS [SEED]]]
///   ranking_sim chances  [WAVES [DRAWS [SEED]]]
///   ranking_sim speed
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ranking/league.h"
#include "ranking/random.h"

enum { STEPS = 41, STRATA = 10, MOST = 40 };

/// What contacts are like in a made-up wave.
struct shape {
  const char *name;
  double nothing,
      nothing_spread;       ///< share that comes to nothing, and how entrants differ (standard deviation)
  double mean, mean_spread; ///< of the others, 0..1
  double firmness;          ///< the larger, the less contacts of one entrant differ
  int steps;                ///< scores are multiples of 100 / (steps - 1)
  double strata;            ///< how scenarios differ, points either way
};

static const struct shape shapes[] = {
    {"8 % unanswered, alike for all", 0.08, 0, 0.87, 0.04, 8, 41, 0},
    {"8 % unanswered, entrants differ", 0.08, 0.05, 0.87, 0.04, 8, 41, 0},
    {"8 % unanswered, 10 scenarios", 0.08, 0.03, 0.85, 0.04, 10, 41, 8},
    {"20 % unanswered, entrants differ", 0.20, 0.10, 0.85, 0.05, 8, 41, 0},
    {"2 % unanswered", 0.02, 0.015, 0.87, 0.04, 8, 41, 0},
    {"none unanswered, skewed", 0, 0, 0.88, 0.04, 6, 41, 0},
    {"none unanswered, very skewed", 0, 0, 0.95, 0.02, 5, 41, 0},
    {"none unanswered, 10 scenarios", 0, 0, 0.80, 0.04, 15, 41, 10},
    {"three steps (0, 50, 100)", 0.10, 0.05, 0.85, 0.05, 2, 3, 0},
    {"yes or no, 80 % yes", 0.20, 0.08, 1, 0, 1, 2, 0},
    {"yes or no, 97 % yes", 0.03, 0.02, 1, 0, 1, 2, 0},
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

/// One made-up entrant: how likely each score is, in each stratum.
struct truth {
  double nothing;
  double chance[STRATA][STEPS];
  double mean[STRATA]; ///< of contacts that come to something, points
};

static double score_of(const struct shape *shape, int step)
{
  return 100.0 * step / (shape->steps - 1);
}

static void fill_stratum(const struct shape *shape, double mean, struct truth *truth, int s)
{
  double a = mean * shape->firmness, b = (1 - mean) * shape->firmness, sum = 0;
  for (int k = 0; k < shape->steps; k++) {
    double x = (k + 0.5) / shape->steps;
    bool something = k > 0;
    truth->chance[s][k] = something ? exp((a - 1) * log(x) + (b - 1) * log(1 - x)) : 0;
    if (mean >= 1) truth->chance[s][k] = k == shape->steps - 1;
    sum += truth->chance[s][k];
  }
  truth->mean[s] = 0;
  for (int k = 0; k < shape->steps; k++) {
    truth->chance[s][k] /= sum;
    truth->mean[s] += truth->chance[s][k] * score_of(shape, k);
  }
}

static void make_truth(struct lur_random *random, const struct shape *shape, struct truth *truth)
{
  truth->nothing = shape->nothing;
  if (shape->nothing_spread > 0) {
    double p = shape->nothing, k = p * (1 - p) / (shape->nothing_spread * shape->nothing_spread) - 1;
    truth->nothing = lur_random_beta(random, p * k, (1 - p) * k);
  }
  double mean = shape->mean + shape->mean_spread * lur_random_normal(random);
  for (int s = 0; s < STRATA; s++) {
    double there = mean + shape->strata / 100 * (2.0 * s / (STRATA - 1) - 1);
    fill_stratum(shape, shape->mean >= 1 ? 1 : fmin(fmax(there, 0.3), 0.98), truth, s);
  }
}

/// How many contacts entrant e has: the same for all, or a mixture where `contacts` is 0.
static int size_of(int contacts, size_t e)
{
  const int mixed[] = {5, 10, 15, 25, 50, 100, 150, 200};
  return contacts ? contacts : mixed[e % 8];
}

static double true_mean(const struct truth *truth, int contacts)
{
  double sum = 0;
  for (int i = 0; i < contacts; i++) sum += truth->mean[i % STRATA];
  return sum / contacts * (1 - truth->nothing);
}

static double draw_score(struct lur_random *random, const struct shape *shape, const struct truth *truth,
                         int s)
{
  if (lur_random_unit(random) < truth->nothing) return 0;
  double u = lur_random_unit(random);
  for (int k = 0; k < shape->steps; k++) {
    u -= truth->chance[s][k];
    if (u <= 0) return score_of(shape, k);
  }
  return 100;
}

static void must(lur_status status)
{
  if (status == LUR_OK) return;
  fprintf(stderr, "ranking_sim: %s\n", lur_status_text(status));
  exit(1);
}

static void begin_field(struct lur_field *field, int entrants)
{
  size_t index;
  must(lur_field_add_aspect(field, LUR_ASPECT_TOTAL, "total", "Total", &index));
  for (int e = 0; e < entrants; e++) {
    char name[20], class_name[20];
    snprintf(name, sizeof name, "p%02d", e);
    snprintf(class_name, sizeof class_name, "k%d", e % 5);
    must(lur_field_add_entrant(field, name, name, class_name, &index));
  }
}

static void add_contacts(struct lur_field *field, struct lur_random *random, const struct shape *shape,
                         const struct truth *truth, size_t entrant, int contacts)
{
  for (int i = 0; i < contacts; i++) {
    double score = draw_score(random, shape, truth, i % STRATA);
    int64_t millionths = (int64_t)llround(score * 1e6);
    struct lur_contact contact = {.entrant = entrant,
                                  .answered = score > 0,
                                  .wait_s = (double)NAN,
                                  .stratum = shape->strata > 0 ? (uint32_t)(i % STRATA) : 0};
    must(lur_field_add_contact(field, &contact, &millionths));
  }
}

/// A wave of so many entrants, contacts each; truth has room for them.
static struct lur_field make_wave(struct lur_random *random, const struct shape *shape, int entrants,
                                  int contacts, struct truth *truth)
{
  struct lur_field field = {0};
  begin_field(&field, entrants);
  for (int e = 0; e < entrants; e++) {
    make_truth(random, shape, &truth[e]);
    add_contacts(&field, random, shape, &truth[e], (size_t)e, size_of(contacts, (size_t)e));
  }
  return field;
}

struct tally {
  int64_t n, held, below, above; ///< below: the truth lay below the interval
  double width;
};

static void count_interval(struct tally *tally, double low, double high, double truth)
{
  tally->n++;
  tally->below += truth < low - 1e-9;
  tally->above += truth > high + 1e-9;
  tally->held += truth >= low - 1e-9 && truth <= high + 1e-9;
  tally->width += high - low;
}

/// The textbook's: mean and Student's t, strata ignored.
static void student(const struct lur_field *field, size_t entrant, double *low, double *high)
{
  double sum = 0, squares = 0, n = 0;
  for (size_t c = 0; c < field->contacts; c++) {
    if (field->contact[c].entrant != entrant) continue;
    double x = (double)field->score[c] / 1e6;
    sum += x;
    squares += x * x;
    n++;
  }
  double df = n - 1, z = 1.959964;
  double t = n <= 5.5
                 ? 2.776445
                 : z + (z * z * z + z) / (4 * df) + (5 * pow(z, 5) + 16 * z * z * z + 3 * z) / (96 * df * df);
  double error = sqrt(fmax(0, squares - sum * sum / n) / df / n);
  *low = sum / n - t * error;
  *high = sum / n + t * error;
}

static struct lur_league *rank(const struct lur_field *field, int draws, uint64_t seed)
{
  struct lur_league_rules rules = lur_league_rules_default();
  rules.draws = draws;
  rules.seed = seed;
  struct lur_league *league = NULL;
  must(lur_league_make(field, &rules, &league));
  return league;
}

/// The entrant that truly comes to nothing most often: who is least like the others.
static size_t odd_one(const struct truth *truth, int entrants)
{
  size_t odd = 0;
  for (size_t e = 1; e < (size_t)entrants; e++)
    if (truth[e].nothing > truth[odd].nothing) odd = e;
  return odd;
}

static void cover(const struct shape *shape, int entrants, int contacts, int waves, int draws, uint64_t seed)
{
  struct truth truth[MOST];
  struct lur_random random;
  struct tally ours = {0}, odd = {0}, textbook = {0};
  lur_random_seed(&random, seed);
  for (int w = 0; w < waves; w++) {
    struct lur_field field = make_wave(&random, shape, entrants, contacts, truth);
    struct lur_league *league = rank(&field, draws, seed + (uint64_t)w);
    for (size_t p = 0; p < league->places; p++) {
      const struct lur_place *place = &league->place[p];
      double is = true_mean(&truth[place->entrant], contacts), low, high;
      count_interval(&ours, place->low, place->high, is);
      if (place->entrant == odd_one(truth, entrants)) count_interval(&odd, place->low, place->high, is);
      student(&field, place->entrant, &low, &high);
      count_interval(&textbook, low, high, is);
    }
    lur_league_free(league);
    lur_field_clear(&field);
  }
  double n = (double)ours.n;
  printf("%-33s %2d x %3d  lur %5.1f %% (below %4.1f, above %4.1f; width %5.1f; odd one %5.1f %%)   t %5.1f "
         "%% (width %5.1f)\n",
         shape->name, entrants, contacts, 100 * (double)ours.held / n, 100 * (double)ours.below / n,
         100 * (double)ours.above / n, ours.width / n, 100 * (double)odd.held / (double)odd.n,
         100 * (double)textbook.held / n, textbook.width / n);
  fflush(stdout);
}

static void coverage(int waves, int draws, uint64_t seed)
{
  const int contacts[] = {5, 15, 25, 50, 200};
  printf("seed %llu, %d waves, %d draws\n", (unsigned long long)seed, waves, draws);
  for (size_t s = 0; s < SHAPES; s++)
    for (int k = 0; k < 5; k++) cover(&shapes[s], 8, contacts[k], waves, draws, seed);
}

/// Waves of one, two, three and forty.
static void participants(int waves, int draws, uint64_t seed)
{
  const int contacts[] = {5, 15, 25, 50, 200}, entrants[] = {1, 2, 3, 40};
  printf("seed %llu, %d waves, %d draws\n", (unsigned long long)seed, waves, draws);
  for (int k = 0; k < 4; k++)
    for (int c = 0; c < 5; c++)
      cover(&shapes[1], entrants[k], contacts[c], waves * 8 / (entrants[k] + 7), draws, seed);
}

/// Entrants of one wave have from 5 to 200 contacts; the coverage of each size.
static void cover_mixture(const struct shape *shape, int waves, int draws, uint64_t seed)
{
  struct truth truth[8];
  struct lur_random random;
  struct tally of[8] = {0};
  lur_random_seed(&random, seed);
  for (int w = 0; w < waves; w++) {
    struct lur_field field = make_wave(&random, shape, 8, 0, truth);
    struct lur_league *league = rank(&field, draws, seed + (uint64_t)w);
    for (size_t p = 0; p < league->places; p++) {
      const struct lur_place *place = &league->place[p];
      size_t e = place->entrant;
      count_interval(&of[e], place->low, place->high, true_mean(&truth[e], size_of(0, e)));
    }
    lur_league_free(league);
    lur_field_clear(&field);
  }
  printf("%-33s", shape->name);
  for (size_t e = 0; e < 8; e++)
    printf(" %3d: %.1f %%", size_of(0, e), 100 * (double)of[e].held / (double)of[e].n);
  printf("\n");
  fflush(stdout);
}

static void mixed(int waves, int draws, uint64_t seed)
{
  printf("seed %llu, %d waves, %d draws\n", (unsigned long long)seed, waves, draws);
  for (size_t s = 0; s < SHAPES; s++) cover_mixture(&shapes[s], waves, draws, seed);
}

enum { BINS = 10 };
struct reliability {
  int64_t n[BINS], happened[BINS];
  double stated[BINS], score, entropy;
};

static void count_chance(struct reliability *r, double stated, bool happened)
{
  int bin = stated >= 1 ? BINS - 1 : (int)(stated * BINS);
  r->n[bin]++;
  r->happened[bin] += happened;
  r->stated[bin] += stated;
  r->score += (stated - happened) * (stated - happened);
}

static void print_reliability(const struct reliability *r)
{
  for (int b = 0; b < BINS; b++) {
    double n = (double)r->n[b];
    if (n > 0)
      printf("  stated %5.1f %%  happened %5.1f %%  +- %4.1f   (%lld)\n", 100 * r->stated[b] / n,
             100 * (double)r->happened[b] / n, 196 * sqrt(r->stated[b] / n * (1 - r->stated[b] / n) / n),
             (long long)r->n[b]);
  }
}

/// How many of a league's statements of who is better than whom are wrong.
struct errors {
  int64_t leagues, wrong_leagues, rank_n, rank_held, groups;
};

static int true_rank(const double *is, int n, size_t who)
{
  int rank = 1;
  for (int i = 0; i < n; i++) rank += is[i] > is[who] + 1e-9;
  return rank;
}

static void check_league(const struct lur_league *league, const double *is, int n, struct errors *errors)
{
  bool wrong = false;
  for (size_t p = 0; p < league->places; p++) {
    const struct lur_place *place = &league->place[p];
    int rank = true_rank(is, n, place->entrant);
    bool held = rank >= place->rank_low && rank <= place->rank_high;
    errors->rank_n++;
    errors->rank_held += held;
    wrong = wrong || !held;
  }
  errors->leagues++;
  errors->wrong_leagues += wrong;
  errors->groups += league->place[league->places - 1].group;
}

static void calibrate(const struct shape *shape, int entrants, int contacts, int waves, int draws,
                      uint64_t seed)
{
  struct truth truth[MOST];
  struct lur_random random;
  struct reliability reliability = {0};
  struct errors errors = {0};
  lur_random_seed(&random, seed);
  for (int w = 0; w < waves; w++) {
    struct lur_field field = make_wave(&random, shape, entrants, contacts, truth);
    struct lur_league *league = rank(&field, draws, seed + (uint64_t)w);
    double is[MOST];
    for (int e = 0; e < entrants; e++) is[e] = true_mean(&truth[e], contacts);
    for (size_t p = 0; p < league->places; p++)
      count_chance(&reliability, league->place[p].share_first,
                   true_rank(is, entrants, league->place[p].entrant) == 1);
    check_league(league, is, entrants, &errors);
    lur_league_free(league);
    lur_field_clear(&field);
  }
  printf(
      "%s, %d x %d: Brier score %.4f; rank intervals hold %.1f %%, all of a league's %.1f %%; %.2f groups\n",
      shape->name, entrants, contacts, reliability.score / (double)errors.rank_n,
      100.0 * (double)errors.rank_held / (double)errors.rank_n,
      100.0 - 100.0 * (double)errors.wrong_leagues / (double)errors.leagues,
      (double)errors.groups / (double)errors.leagues);
  print_reliability(&reliability);
  fflush(stdout);
}

static void chances(int waves, int draws, uint64_t seed)
{
  const int contacts[] = {15, 25, 50, 200};
  printf("seed %llu, %d waves, %d draws\n", (unsigned long long)seed, waves, draws);
  for (int k = 0; k < 4; k++) calibrate(&shapes[1], 8, contacts[k], waves, draws, seed);
  calibrate(&shapes[1], 3, 25, waves, draws, seed);
  calibrate(&shapes[1], 40, 50, waves / 5, draws, seed);
  calibrate(&shapes[5], 8, 25, waves, draws, seed);
  calibrate(&shapes[9], 8, 50, waves, draws, seed);
}

static double seconds(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double time_classes(const struct lur_field *field, const struct lur_resample *resample)
{
  double start = seconds();
  for (int k = 0; k < 5; k++) {
    char name[20];
    snprintf(name, sizeof name, "k%d", k);
    struct lur_league_rules rules = lur_league_rules_default();
    rules.class_name = name;
    struct lur_league *league = NULL;
    must(lur_league_from(field, resample, &rules, &league));
    lur_league_free(league);
  }
  return seconds() - start;
}

static void time_wave(int entrants, int contacts)
{
  struct lur_random random;
  lur_random_seed(&random, 1);
  struct truth *truth = calloc((size_t)entrants, sizeof *truth);
  must(truth ? LUR_OK : LUR_NO_MEM);
  struct lur_field field = make_wave(&random, &shapes[1], entrants, contacts, truth);
  double start = seconds();
  struct lur_resample *resample = NULL;
  must(lur_resample_make(&field, 0, 0, 1, 10000, &resample));
  double drawn = seconds();
  struct lur_league_rules rules = lur_league_rules_default();
  struct lur_league *league = NULL;
  must(lur_league_from(&field, resample, &rules, &league));
  double all = seconds();
  printf(
      "%d entrants, %d contacts each, 10,000 draws: drawing %.2f s, league of all %.2f s, 5 classes %.2f s\n",
      entrants, contacts, drawn - start, all - drawn, time_classes(&field, resample));
  lur_league_free(league);
  lur_resample_free(resample);
  lur_field_clear(&field);
  free(truth);
}

static void speed(void)
{
  time_wave(40, 200);
  time_wave(428, 25);
}

static int number(const char *text, int otherwise)
{
  if (!text) return otherwise;
  char *end;
  errno = 0;
  long n = strtol(text, &end, 10);
  if (errno || *end || n < 1 || n > 100000000) {
    fprintf(stderr, "ranking_sim: \"%s\" is not a number\n", text);
    exit(2);
  }
  return (int)n;
}

int main(int argc, char **argv)
{
  const char *what = argc > 1 ? argv[1] : "coverage";
  int waves = number(argc > 2 ? argv[2] : NULL, 2000), draws = number(argc > 3 ? argv[3] : NULL, 2000);
  uint64_t seed = (uint64_t)number(argc > 4 ? argv[4] : NULL, 1);
  if (strcmp(what, "coverage") == 0)
    coverage(waves, draws, seed);
  else if (strcmp(what, "participants") == 0)
    participants(waves, draws, seed);
  else if (strcmp(what, "mixed") == 0)
    mixed(waves, draws, seed);
  else if (strcmp(what, "chances") == 0)
    chances(waves, draws, seed);
  else if (strcmp(what, "speed") == 0)
    speed();
  else
    return fprintf(stderr, "ranking_sim: coverage, participants, mixed, chances or speed?\n"), 2;
  return 0;
}
