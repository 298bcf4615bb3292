/// \file
/// The page's own style sheets and script (report/page/), compiled in.
#ifndef LUR_REPORT_PAGE_FILES_H
#define LUR_REPORT_PAGE_FILES_H

extern const char lur_page_base_css[]; ///< of every page, before its own
extern const char lur_page_call_css[];
extern const char lur_page_call_js[];
extern const char lur_page_index_css[];
extern const char lur_page_league_css[]; ///< of leagues, wherever they stand
extern const char lur_page_result_css[];
extern const char lur_page_result_js[];

#endif
