/** Searching: the bar, the filters behind it, and how far the reading of the range is. */
export { type CellFilter, chipsOf, cleared, type Filters, withCell } from './filters';
export { searchQueries } from './queries';
export { SearchBar } from './search-bar';
export { type Search, useFilters } from './use-filters';
export { type Reading, useReading } from './use-reading';
