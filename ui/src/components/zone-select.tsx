/** A time zone out of all there are, with its present distance from UTC. */
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { appInfoQuery } from '../lib/preferences';
import { isZone, offsetMinutes, offsetText } from '../lib/zone';
import classes from './zone-select.module.css';

interface Props {
  value: string;
  onChange: (zone: string) => void;
  label: string;
  /** Shown for the empty value, such as the tenant's zone. */
  emptyLabel?: string;
  hideLabel?: boolean;
  width?: number | string;
}

/** Only asked for the zones that are on screen: six hundred formats are slow to make. */
function presentOffset(zone: string): string {
  return zone !== '' && isZone(zone) ? offsetText(offsetMinutes(new Date(), zone)) : '';
}

export function ZoneSelect({ value, onChange, label, emptyLabel, hideLabel = false, width }: Props) {
  const { data } = useQuery(appInfoQuery);
  const options = useMemo(() => {
    // The list may name a zone twice, and a zone that is set may be missing from it.
    const zones = [...new Set([...(data?.zones ?? []), value])].filter((zone) => zone !== '').sort();
    const named = zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));
    return emptyLabel === undefined ? named : [{ value: '', label: emptyLabel }, ...named];
  }, [data, emptyLabel, value]);
  return (
    <Select
      label={hideLabel ? undefined : label}
      aria-label={label}
      data={options}
      value={value}
      onChange={(zone) => zone !== null && onChange(zone)}
      searchable
      allowDeselect={false}
      limit={200}
      renderOption={({ option }) => (
        <>
          <span className={classes.name}>{option.label}</span>
          <span className={classes.offset}>{presentOffset(option.value)}</span>
        </>
      )}
      w={width}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
