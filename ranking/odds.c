#include "ranking/odds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ranking/order.h"
#include "ranking/shrink.h"

/// In the probabilities of ranks, what the league's errors have in common counts as much as this many
/// contacts of the entrant's own. Chosen by simulation.
static const double COMMON_ERROR = 30;

/// Points: scores that were published without an error are compared as if they had this one.
static const double LEAST_ERROR = 1e-9;

/// What the work needs; entrants (all of them ranked) in the resampling's own order, not in that of places.
struct odds {
  const struct lur_resample *resample;
  struct lur_league *league;
  size_t n;
  size_t draws;
  size_t *place;  ///< of each
  double *mean;   ///< of each
  double *centre; ///< of each one's draws
  double *error;  ///< of each; alike for entrants whose contacts are alike
  double *draw;   ///< draw[d * n + i]: how far it lies from the middle of all draws of i
  double *weight; ///< weight[i * n + j]: one over the error of a difference; 0 once the two are told apart
  bool *apart;    ///< apart[i * n + j]
  double critical;
  double *top; ///< of each draw
};

static int by_value(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static uint64_t key_at(const struct odds *o, size_t i)
{
  return o->resample->key[o->league->place[o->place[i]].entrant];
}

static double contacts_of(const struct odds *o, size_t i)
{
  return (double)o->league->place[o->place[i]].contacts;
}

/// The end of the entrants from i on whose contacts are alike.
static size_t twins_end(const struct odds *o, size_t i)
{
  size_t end = i + 1;
  while (end < o->n && key_at(o, end) == key_at(o, i)) end++;
  return end;
}

static void fill_interval(const struct lur_resample *r, double level, struct lur_place *place, double *room)
{
  size_t draws = (size_t)r->draws;
  memcpy(room, r->draw + place->entrant * draws, draws * sizeof *room);
  qsort(room, draws, sizeof *room, by_value);
  size_t cut = (size_t)floor((1 - level) / 2 * (double)draws);
  place->low = fmin(room[cut], place->mean);
  place->high = fmax(room[draws - 1 - cut], place->mean);
}

static lur_status fill_intervals(const struct lur_resample *r, struct lur_league *league)
{
  double *room = malloc((size_t)r->draws * sizeof *room);
  if (!room) return LUR_NO_MEM;
  for (size_t p = 0; p < league->places; p++)
    if (league->place[p].contacts > 0) fill_interval(r, league->rules.level, &league->place[p], room);
  free(room);
  return LUR_OK;
}

/// Entrants whose contacts are alike get one interval and one error, and not which of them came first
/// decides.
static void even_out_twins(struct odds *o)
{
  for (size_t i = 0, end; i < o->n; i = end) {
    end = twins_end(o, i);
    double low = 0, high = 0, error = 0, n = (double)(end - i);
    for (size_t k = i; k < end; k++) {
      low += o->league->place[o->place[k]].low / n;
      high += o->league->place[o->place[k]].high / n;
      error += o->error[k] / n;
    }
    for (size_t k = i; k < end; k++) {
      o->league->place[o->place[k]].low = low;
      o->league->place[o->place[k]].high = high;
      o->error[k] = error;
    }
  }
}

static void find_members(struct odds *o, size_t *place_of)
{
  const struct lur_resample *r = o->resample;
  for (size_t e = 0; e < r->entrants; e++) place_of[e] = SIZE_MAX;
  for (size_t p = 0; p < o->league->ranked; p++) place_of[o->league->place[p].entrant] = p;
  for (size_t k = 0; k < r->entrants; k++) {
    size_t e = r->order[k];
    if (place_of[e] == SIZE_MAX) continue;
    o->place[o->n] = place_of[e];
    o->mean[o->n] = r->sample[e].mean;
    o->error[o->n++] = fmax(r->sample[e].error, LEAST_ERROR);
  }
}

static void copy_draws(struct odds *o)
{
  for (size_t i = 0; i < o->n; i++) {
    const double *from = o->resample->draw + o->league->place[o->place[i]].entrant * o->draws;
    for (size_t d = 0; d < o->draws; d++) o->draw[d * o->n + i] = from[d];
  }
}

/// Draws become errors: how far each is from the middle of its entrant's.
static void centre_draws(struct odds *o)
{
  for (size_t i = 0; i < o->n; i++) {
    double sum = 0;
    for (size_t d = 0; d < o->draws; d++) sum += o->draw[d * o->n + i];
    for (size_t d = 0; d < o->draws; d++) o->draw[d * o->n + i] -= sum / (double)o->draws;
    o->centre[i] = sum / (double)o->draws;
  }
}

struct drawn {
  double value;
  size_t i;
};

static int best_first(const void *a, const void *b)
{
  const struct drawn *x = a, *y = b;
  return (x->value < y->value) - (x->value > y->value);
}

/// Few are sorted by insertion, which is quicker for them.
static void sort_draw(struct drawn *list, size_t n)
{
  if (n > 64) {
    qsort(list, n, sizeof *list, best_first);
    return;
  }
  for (size_t i = 1; i < n; i++) {
    struct drawn one = list[i];
    size_t k = i;
    for (; k > 0 && list[k - 1].value < one.value; k--) list[k] = list[k - 1];
    list[k] = one;
  }
}

/// Adds 1 to the chances of each entrant's rank in one draw; equal ones share their ranks evenly.
static void count_ranks(const struct odds *o, struct drawn *list)
{
  sort_draw(list, o->n);
  for (size_t first = 0, end; first < o->n; first = end) {
    for (end = first + 1; end < o->n && list[end].value >= list[first].value;) end++;
    double part = 1.0 / (double)(end - first);
    for (size_t k = first; k < end; k++)
      for (size_t rank = first; rank < end; rank++)
        o->league->chance[o->place[list[k].i] * o->league->places + rank] += part;
  }
}

static void finish_chances(struct odds *o)
{
  size_t width = o->league->places;
  double *chance = o->league->chance;
  for (size_t i = 0, end; i < o->n; i = end) {
    end = twins_end(o, i);
    for (size_t rank = 0; rank < o->n; rank++) {
      double sum = 0;
      for (size_t k = i; k < end; k++) sum += chance[o->place[k] * width + rank];
      double each = lur_millionth(sum / (double)(end - i) / (double)o->draws);
      for (size_t k = i; k < end; k++) chance[o->place[k] * width + rank] = each;
    }
  }
  for (size_t p = 0; p < o->n; p++) o->league->place[p].share_first = chance[p * width];
}

/// The league's own stream of random numbers; the same whatever the order or the names.
static void seed_league(const struct odds *o, struct lur_random *random)
{
  uint64_t seed = lur_mix64(o->resample->seed + 1);
  for (size_t i = 0; i < o->n; i++) seed = lur_mix64(seed ^ key_at(o, i));
  lur_random_seed(random, seed);
}

/// What the probabilities of ranks are made from.
struct chances {
  struct lur_shrink shrink;
  double *error;       ///< of each, evened out
  double *off, *truth; ///< room for one draw
  struct drawn *list;
};

/// A measured error is small by luck where a measured mean is high by luck: a participant of whom no call
/// went unanswered has both, and would look surer to lead than it is. So errors of a league are evened out,
/// the more the fewer contacts they come from.
static void even_errors(const struct odds *o, double *even)
{
  double sum = 0;
  for (size_t i = 0; i < o->n; i++) sum += o->error[i] * o->error[i] * contacts_of(o, i);
  for (size_t i = 0; i < o->n; i++) {
    double contacts = contacts_of(o, i), own = contacts / (contacts + COMMON_ERROR);
    even[i] = sqrt(own * o->error[i] * o->error[i] + (1 - own) * sum / (double)o->n / contacts);
  }
}

static void draw_ranks(const struct odds *o, struct chances *c)
{
  struct lur_random random;
  seed_league(o, &random);
  for (size_t d = 0; d < o->draws; d++) {
    for (size_t i = 0; i < o->n; i++) c->off[i] = o->draw[d * o->n + i] * (c->error[i] / o->error[i]);
    lur_shrink_draw(&c->shrink, &random, o->centre, c->off, c->truth);
    for (size_t i = 0; i < o->n; i++) c->list[o->place[i]] = (struct drawn){c->truth[i], i}; // nearly sorted
    count_ranks(o, c->list);
  }
}

static lur_status fill_chances(struct odds *o)
{
  struct chances c = {.error = calloc(o->n, sizeof *c.error),
                      .off = calloc(o->n, sizeof *c.off),
                      .truth = calloc(o->n, sizeof *c.truth),
                      .list = calloc(o->n, sizeof *c.list)};
  o->league->chance = calloc(o->league->places * o->league->places + 1, sizeof(double));
  lur_status status = c.error && c.off && c.truth && c.list && o->league->chance ? LUR_OK : LUR_NO_MEM;
  if (status == LUR_OK) {
    even_errors(o, c.error);
    status = lur_shrink_make(&c.shrink, o->n, o->centre, c.error);
  }
  if (status == LUR_OK) {
    draw_ranks(o, &c);
    finish_chances(o);
  }
  lur_shrink_clear(&c.shrink);
  free(c.error);
  free(c.off);
  free(c.truth);
  free(c.list);
  return status;
}

static double error_of_difference(const struct odds *o, size_t i, size_t j)
{
  return sqrt(o->error[i] * o->error[i] + o->error[j] * o->error[j]);
}

/// The largest difference of one draw's errors among the pairs not yet told apart, in errors of a difference.
static double largest_difference(const struct odds *o, const double *error)
{
  double top = 0;
  for (size_t i = 0; i < o->n; i++)
    for (size_t j = 0; j < i; j++) {
      double t = fabs(error[i] - error[j]) * o->weight[i * o->n + j];
      top = t > top ? t : top;
    }
  return top;
}

/// So that a large field takes no longer than a few seconds.
static size_t draws_for_pairs(const struct odds *o)
{
  size_t enough = (size_t)300000000 / (o->n * o->n + 1);
  if (enough < 1000) enough = 1000;
  return enough < o->draws ? enough : o->draws;
}

static void find_critical(struct odds *o)
{
  size_t draws = draws_for_pairs(o);
  for (size_t d = 0; d < draws; d++) o->top[d] = largest_difference(o, o->draw + d * o->n);
  qsort(o->top, draws, sizeof *o->top, by_value);
  size_t at = (size_t)ceil(o->league->rules.level * (double)draws);
  o->critical = o->top[at < draws ? at : draws - 1];
}

/// Whether any pair more was told apart.
static bool tell_apart(struct odds *o)
{
  bool more = false;
  for (size_t i = 0; i < o->n; i++)
    for (size_t j = 0; j < i; j++) {
      double *weight = &o->weight[i * o->n + j];
      if (*weight <= 0 || fabs(o->mean[i] - o->mean[j]) * *weight <= o->critical) continue;
      *weight = 0;
      o->apart[o->place[i] * o->n + o->place[j]] = o->apart[o->place[j] * o->n + o->place[i]] = true;
      more = true;
    }
  return more;
}

static void compare_pairs(struct odds *o)
{
  for (size_t i = 0; i < o->n; i++)
    for (size_t j = 0; j < i; j++) {
      double error = error_of_difference(o, i, j);
      o->weight[i * o->n + j] = error > 0 ? 1 / error : 0;
    }
  do find_critical(o);
  while (tell_apart(o));
}

/// The end of the places from p on that share its rank.
static size_t shared_end(const struct odds *o, size_t p)
{
  size_t end = p + 1;
  while (end < o->n && o->league->place[end].rank == o->league->place[p].rank) end++;
  return end;
}

/// Few contacts make errors that are not like those of many; then the chances of ranks, which are more
/// careful, may leave a place within reach that the comparison took away. Nobody is told both.
static void heed_chances(struct odds *o)
{
  for (size_t q = 1; q < o->n; q++) {
    double reached = 0;
    for (size_t p = 0, end; p < q; p = end) { // those that share a rank are reached together
      end = shared_end(o, p);
      for (size_t k = p; k < end; k++) reached += o->league->chance[q * o->league->places + k];
      if (reached <= 1 - o->league->rules.level) continue;
      for (size_t k = p; k < end; k++) o->apart[k * o->n + q] = o->apart[q * o->n + k] = false;
    }
  }
}

static void fill_rank_intervals(const struct odds *o)
{
  for (size_t p = 0; p < o->n; p++) {
    struct lur_place *place = &o->league->place[p];
    place->rank_low = 1;
    place->rank_high = (int)o->n;
    for (size_t q = 0; q < o->n; q++) {
      if (!o->apart[p * o->n + q]) continue;
      if (q < p)
        place->rank_low++;
      else
        place->rank_high--;
    }
  }
}

/// Whether all places of the one shared rank are told apart from all of the other.
static bool all_apart(const struct odds *o, size_t a, size_t b)
{
  for (size_t i = a; i < shared_end(o, a); i++)
    for (size_t j = b; j < shared_end(o, b); j++)
      if (!o->apart[i * o->n + j]) return false;
  return true;
}

static void fill_groups(const struct odds *o)
{
  size_t leader = 0, end;
  int group = 1;
  for (size_t p = 0; p < o->n; p = end) {
    end = shared_end(o, p);
    if (p > leader && all_apart(o, leader, p)) {
      leader = p;
      group++;
    }
    for (size_t k = p; k < end; k++) o->league->place[k].group = group;
  }
}

/// Whether so many further contacts each would do.
static bool enough(const struct lur_place *a, const struct lur_place *b, double va, double vb,
                   double critical, int64_t more)
{
  double na = (double)a->contacts, nb = (double)b->contacts, k = (double)more, gap = a->mean - b->mean;
  return gap * gap >= critical * critical * (va * na / (na + k) + vb * nb / (nb + k));
}

static int64_t further_contacts(const struct odds *o, const double *variance, size_t p)
{
  const struct lur_place *a = &o->league->place[p], *b = a + 1;
  const int64_t limit = 1000000;
  if (o->apart[p * o->n + p + 1]) return 0;
  if (!(a->mean > b->mean) || !enough(a, b, variance[p], variance[p + 1], o->critical, limit)) return -1;
  int64_t low = 0, high = limit;
  while (high - low > 1) {
    int64_t middle = low + (high - low) / 2;
    if (enough(a, b, variance[p], variance[p + 1], o->critical, middle))
      high = middle;
    else
      low = middle;
  }
  return high;
}

static void fill_further(struct odds *o)
{
  double *variance = o->top; // no longer needed; there is room for n
  for (size_t i = 0; i < o->n; i++) variance[o->place[i]] = o->error[i] * o->error[i];
  for (size_t p = 0; p + 1 < o->n; p++) o->league->place[p].further = further_contacts(o, variance, p);
}

static void round_intervals(struct lur_league *league)
{
  for (size_t p = 0; p < league->places; p++) {
    league->place[p].low = lur_millionth(league->place[p].low);
    league->place[p].high = lur_millionth(league->place[p].high);
  }
}

static bool make_room(struct odds *o, size_t n)
{
  o->place = calloc(n, sizeof *o->place);
  o->mean = calloc(n, sizeof *o->mean);
  o->centre = calloc(n, sizeof *o->centre);
  o->error = calloc(n, sizeof *o->error);
  o->draw = calloc(n * o->draws, sizeof *o->draw);
  o->weight = calloc(n * n, sizeof *o->weight);
  o->apart = calloc(n * n, sizeof *o->apart);
  o->top = calloc(o->draws + n, sizeof *o->top);
  return o->place && o->mean && o->centre && o->error && o->draw && o->weight && o->apart && o->top;
}

static void clear(struct odds *o)
{
  free(o->place);
  free(o->mean);
  free(o->centre);
  free(o->error);
  free(o->draw);
  free(o->weight);
  free(o->apart);
  free(o->top);
}

static lur_status fill_ranked(struct odds *o)
{
  size_t *place_of = calloc(o->resample->entrants, sizeof *place_of);
  if (!place_of || !make_room(o, o->league->ranked)) {
    free(place_of);
    return LUR_NO_MEM;
  }
  find_members(o, place_of);
  free(place_of);
  even_out_twins(o);
  copy_draws(o);
  centre_draws(o);
  lur_status status = fill_chances(o);
  if (status != LUR_OK) return status;
  compare_pairs(o);
  heed_chances(o);
  fill_rank_intervals(o);
  fill_groups(o);
  fill_further(o);
  return LUR_OK;
}

lur_status lur_odds_fill(const struct lur_resample *resample, struct lur_league *league)
{
  if (resample->draws == 0) {
    for (size_t p = 0; p < league->ranked; p++) {
      league->place[p].rank_low = 1;
      league->place[p].rank_high = (int)league->ranked;
    }
    return LUR_OK;
  }
  struct odds o = {.resample = resample, .league = league, .draws = (size_t)resample->draws};
  lur_status status = fill_intervals(resample, league);
  if (status == LUR_OK && league->ranked) status = fill_ranked(&o);
  clear(&o);
  round_intervals(league);
  return status;
}
