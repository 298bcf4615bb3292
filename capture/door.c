#define _GNU_SOURCE // MSG_CMSG_CLOEXEC
#include "capture/door.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

union beside {
  struct cmsghdr head;
  char bytes[CMSG_SPACE(sizeof(int))];
};

bool lur_door_hand(int socket, int descriptor, unsigned number)
{
  union beside beside = {0};
  struct iovec text = {&number, sizeof number};
  struct msghdr message = {
      .msg_iov = &text, .msg_iovlen = 1, .msg_control = &beside, .msg_controllen = sizeof beside};
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
  return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)sizeof number;
}

static int receive(int socket, unsigned *number, int how)
{
  union beside beside = {0};
  struct iovec text = {number, sizeof *number};
  struct msghdr message = {
      .msg_iov = &text, .msg_iovlen = 1, .msg_control = &beside, .msg_controllen = sizeof beside};
  ssize_t n = recvmsg(socket, &message, how | MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) return LUR_DOOR_CLOSED;
  struct cmsghdr *head = n > 0 ? CMSG_FIRSTHDR(&message) : NULL;
  if (!head || head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(sizeof(int)))
    return LUR_DOOR_EMPTY;
  int descriptor;
  memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
  return descriptor;
}

int lur_door_take(int socket, unsigned *number)
{
  return receive(socket, number, 0);
}

int lur_door_look(int socket)
{
  unsigned number;
  return receive(socket, &number, MSG_PEEK);
}
