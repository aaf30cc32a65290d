/** A time zone out of all there are, with its present distance from UTC. */
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { appInfoQuery } from '../lib/preferences';
import { isZone, offsetMinutes, offsetText } from '../lib/zone';

interface Props {
  value: string;
  onChange: (zone: string) => void;
  label: string;
  /** Shown for the empty value, such as the tenant's zone. */
  emptyLabel?: string;
  hideLabel?: boolean;
  width?: number | string;
}

export function ZoneSelect({ value, onChange, label, emptyLabel, hideLabel = false, width }: Props) {
  const { data } = useQuery(appInfoQuery);
  const options = useMemo(() => {
    const now = new Date();
    const zones = (data?.zones ?? []).filter(isZone).map((zone) => ({
      value: zone,
      label: `${zone.replaceAll('_', ' ')}  ${offsetText(offsetMinutes(now, zone))}`,
    }));
    return emptyLabel === undefined ? zones : [{ value: '', label: emptyLabel }, ...zones];
  }, [data, emptyLabel]);
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
      w={width}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
