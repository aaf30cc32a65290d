/** Searching: the bar, the filters behind it, and how far the reading of the range is. */
export { cellTerm } from './cell-term';
export { chipsOf, cleared, type Filters } from './filters';
export { searchQueries } from './queries';
export { PRESETS } from './range';
export { SearchBar } from './search-bar';
export { withFilter, withTerm } from './terms';
export { type Search, useFilters } from './use-filters';
export { useForgetSearches } from './use-line';
export { useOpenView } from './use-open-view';
export { type Reading, useReading } from './use-reading';
