/** One step: how it went, in words, with what was seen for the curious. */
import { Button, Collapse, Loader } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
} from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { icon } from '../../components/icon';
import classes from './diagnose.module.css';
import type { Line } from './model';

const ICONS = {
  works: IconCircleCheck,
  refused: IconAlertTriangle,
  failed: IconCircleX,
  skipped: IconCircleMinus,
  waiting: IconCircleDashed,
};

export function StepLine({ line }: { line: Line }) {
  const { t } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  const { is, name, step } = line;
  const Icon = is === 'running' ? null : ICONS[is];
  return (
    <li className={classes.step} data-is={is} data-testid={`step-${name}`}>
      {Icon === null ? <Loader size={14} color="gray" /> : <Icon {...icon} aria-hidden />}
      <div className={classes.stepBody}>
        <div className={classes.stepHead}>
          <span className={classes.stepTitle}>{t(`diagnose.steps.${name}`)}</span>
          <span className={classes.outcome}>{t(`diagnose.outcome.${is}`)}</span>
        </div>
        {step !== null && <div data-selectable>{step.words}</div>}
        {step?.next && (
          <div className={classes.next} data-selectable>
            {step.next}
          </div>
        )}
        {step !== null && step.facts.length > 0 && (
          <>
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              className={classes.toggle}
              onClick={toggle}
              aria-expanded={open}
            >
              {t(open ? 'common.hideDetails' : 'common.details')}
            </Button>
            <Collapse expanded={open}>
              <dl className={classes.facts}>
                {step.facts.map((fact) => (
                  <Fragment key={fact.name}>
                    <dt>{t(`diagnose.facts.${fact.name}`)}</dt>
                    <dd data-selectable>{fact.value}</dd>
                  </Fragment>
                ))}
              </dl>
            </Collapse>
          </>
        )}
      </div>
    </li>
  );
}
