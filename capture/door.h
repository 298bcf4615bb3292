/// \file
/// Internal to capture/. A descriptor handed from process to process, through a socket.
#ifndef LUR_CAPTURE_DOOR_H
#define LUR_CAPTURE_DOOR_H

#include <stdbool.h>

enum { LUR_DOOR_CLOSED = -1, LUR_DOOR_EMPTY = -2 };

/// Leaves a copy of `descriptor`, with a number, in the socket. False with errno: the other end is closed, or
/// there is no room.
bool lur_door_hand(int socket, int descriptor, unsigned number);
/// Takes the descriptor that has lain in the socket longest, and its number. LUR_DOOR_EMPTY: there is none;
/// LUR_DOOR_CLOSED: there will be none. It is the caller's to close.
int lur_door_take(int socket, unsigned *number);
/// The same, and a copy stays in the socket for the next who looks.
int lur_door_look(int socket);

#endif
