/** The marks of the call that is loaded, and what the keys do with them. */
import { useQuery } from '@tanstack/react-query';
import type { CallMarks, CallRow } from '../../ipc';
import { markQueries, useMarking } from '../../lib/marks';

export interface Review {
  marks: CallMarks | null;
  toggle: () => void;
  /** The rating it has already is taken away. */
  rate: (rating: number) => void;
}

export function useReview(call: CallRow | null): Review {
  const { data } = useQuery({ ...markQueries.of(call?.id ?? ''), enabled: call !== null });
  const marking = useMarking();
  const marks = call === null ? null : (data ?? null);
  return {
    marks,
    toggle: () => {
      if (call === null || marks === null) return;
      void marking.markCall(call, { kind: 'reviewed', reviewed: marks.reviewedAt === null });
    },
    rate: (rating) => {
      if (call === null || marks === null) return;
      void marking.markCall(call, { kind: 'rating', rating: marks.rating === rating ? null : rating });
    },
  };
}
