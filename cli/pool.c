#include "cli/pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

enum { ahead = 16 }; // items done but not shown yet: bounds what waits in memory

struct pool {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  size_t n, next, shown;
  bool *done;
  lur_pool_work *work;
  void *self;
};

static void *worker(void *context)
{
  struct pool *p = context;
  pthread_mutex_lock(&p->lock);
  while (p->next < p->n) {
    if (p->next >= p->shown + ahead) {
      pthread_cond_wait(&p->changed, &p->lock);
      continue;
    }
    size_t i = p->next++;
    pthread_mutex_unlock(&p->lock);
    p->work(p->self, i);
    pthread_mutex_lock(&p->lock);
    p->done[i] = true;
    pthread_cond_broadcast(&p->changed);
  }
  pthread_mutex_unlock(&p->lock);
  return NULL;
}

static lur_exit one_by_one(size_t n, lur_pool_work *work, lur_pool_show *show, void *self)
{
  lur_exit code = LUR_EXIT_DONE;
  for (size_t i = 0; i < n; i++) {
    work(self, i);
    code = lur_exit_worse(code, show(self, i));
  }
  return code;
}

static lur_exit show_all(struct pool *p, lur_pool_show *show)
{
  lur_exit code = LUR_EXIT_DONE;
  for (size_t i = 0; i < p->n; i++) {
    pthread_mutex_lock(&p->lock);
    while (!p->done[i]) pthread_cond_wait(&p->changed, &p->lock);
    p->shown = i + 1;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    code = lur_exit_worse(code, show(p->self, i));
  }
  return code;
}

lur_exit lur_pool_run(size_t n, int threads, lur_pool_work *work, lur_pool_show *show, void *self)
{
  if (threads > 64) threads = 64;
  if (threads < 2 || n < 2) return one_by_one(n, work, show, self);
  struct pool p = {.lock = PTHREAD_MUTEX_INITIALIZER,
                   .changed = PTHREAD_COND_INITIALIZER,
                   .n = n,
                   .work = work,
                   .self = self};
  pthread_t thread[64];
  int started = 0;
  p.done = calloc(n, sizeof *p.done);
  while (p.done && started < threads && pthread_create(&thread[started], NULL, worker, &p) == 0) started++;
  if (!started) {
    free(p.done);
    return one_by_one(n, work, show, self);
  }
  lur_exit code = show_all(&p, show);
  for (int i = 0; i < started; i++) pthread_join(thread[i], NULL);
  free(p.done);
  return code;
}
