# What `cmake --install` brings: the program, the library with its headers, pkg-config and CMake package files, manual
# pages, rubrics, schemas and catalogs.
include(CMakePackageConfigHelpers)

get_property(lur_folders GLOBAL PROPERTY LUR_FOLDERS)
set(LUR_INCLUDE ${CMAKE_INSTALL_INCLUDEDIR}/lur-${PROJECT_VERSION_MAJOR})

# The folders' targets in one shared library. A sanitizer's run-time belongs in programs only, so there is none with it.
if(NOT LUR_SANITIZE AND NOT LUR_FUZZ)
  list(TRANSFORM lur_folders REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>" OUTPUT_VARIABLE lur_objects)
  add_library(lur_shared SHARED ${lur_objects})
  set_target_properties(
    lur_shared
    PROPERTIES OUTPUT_NAME lur
               EXPORT_NAME lur
               LINKER_LANGUAGE C
               VERSION ${PROJECT_VERSION}
               SOVERSION ${PROJECT_VERSION_MAJOR}
               LINK_DEPENDS ${PROJECT_SOURCE_DIR}/packaging/lur.map)
  target_link_libraries(lur_shared PRIVATE ${lur_folders} lur_sanitize)
  target_link_options(lur_shared PRIVATE -Wl,--version-script=${PROJECT_SOURCE_DIR}/packaging/lur.map -Wl,-z,defs)
  target_include_directories(lur_shared INTERFACE $<INSTALL_INTERFACE:${LUR_INCLUDE}>)
  install(TARGETS lur_shared EXPORT lurTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})

  # The umbrella header says which headers are public.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS packaging/lur.h)
  file(STRINGS packaging/lur.h lur_headers REGEX "^#include \"")
  foreach(line IN LISTS lur_headers)
    string(REGEX REPLACE "^#include \"(.+)\"$" "\\1" header "${line}")
    get_filename_component(folder ${header} DIRECTORY)
    install(FILES ${header} DESTINATION ${LUR_INCLUDE}/${folder})
  endforeach()
  install(FILES packaging/lur.h DESTINATION ${LUR_INCLUDE}/lur)

  # From the pkg-config file's own folder, so that the whole may be moved.
  file(RELATIVE_PATH LUR_PREFIX_FROM_PC /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  string(REGEX REPLACE "/$" "" LUR_PREFIX_FROM_PC ${LUR_PREFIX_FROM_PC})
  configure_file(packaging/lur.pc.in lur.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/lur.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  set(LUR_PACKAGE ${CMAKE_INSTALL_LIBDIR}/cmake/lur)
  configure_package_config_file(packaging/lurConfig.cmake.in lurConfig.cmake INSTALL_DESTINATION ${LUR_PACKAGE})
  write_basic_package_version_file(lurConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/lurConfig.cmake ${PROJECT_BINARY_DIR}/lurConfigVersion.cmake DESTINATION ${LUR_PACKAGE})
  install(EXPORT lurTargets NAMESPACE lur:: DESTINATION ${LUR_PACKAGE})
endif()

install(TARGETS lur RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(
  DIRECTORY rubrics/library/
  DESTINATION ${CMAKE_INSTALL_DATADIR}/lur/rubrics
  FILES_MATCHING
  PATTERN "*.yaml")
install(FILES rubrics/rubric.schema.json rubrics/answers.schema.json waves/wave.schema.json report/analysis.schema.json report/scorecard.schema.json report/ranking.schema.json report/result.schema.json
        DESTINATION ${CMAKE_INSTALL_DATADIR}/lur/schemas)
foreach(manual lur.1 lur-analyse.1 lur-devices.1 lur-doctor.1 lur-import.1 lur-key.1 lur-list.1 lur-rank.1 lur-record.1 lur-repair.1 lur-report.1 lur-rubric.1 lur-score.1 lur-show.1 lur-verify.1 lur-wave.1 lur-rubric.5)
  string(REGEX REPLACE ".*\\.([1-9])$" "\\1" section ${manual})
  install(FILES docs/man/${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The catalogs of po/ stand compiled in the build folder as they will when installed, so that the program finds them there too.
find_program(LUR_MSGFMT msgfmt REQUIRED)
file(STRINGS po/LINGUAS lur_languages)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS po/LINGUAS)
set(lur_catalogs)
foreach(language IN LISTS lur_languages)
  set(catalog ${PROJECT_BINARY_DIR}/share/locale/${language}/LC_MESSAGES/lur.mo)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/share/locale/${language}/LC_MESSAGES)
  add_custom_command(
    OUTPUT ${catalog}
    COMMAND ${LUR_MSGFMT} -c -o ${catalog} ${PROJECT_SOURCE_DIR}/po/${language}.po
    DEPENDS ${PROJECT_SOURCE_DIR}/po/${language}.po
    COMMENT "Compiling the catalog ${language}" VERBATIM)
  list(APPEND lur_catalogs ${catalog})
  install(FILES ${catalog} DESTINATION ${CMAKE_INSTALL_LOCALEDIR}/${language}/LC_MESSAGES)
endforeach()
add_custom_target(lur_catalogs ALL DEPENDS ${lur_catalogs})
