//! janus-opt and janus-translate.
