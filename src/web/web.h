/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef ISMENE_WEB_H
#define ISMENE_WEB_H
#include "app/app.h"
extern const struct site web_site;
#endif
