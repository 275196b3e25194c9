import proto from '@temporalio/proto';
import type { Config } from '../../config.ts';
import { searchAttributeTypes } from '../../workflows/messages.ts';
import { assertPrivateTemporal } from '../production.ts';
import { findingsOf, lineOf, within, type Finding } from './finding.ts';
import type { Given } from './given.ts';
import { temporalClock } from './temporal-clock.ts';
import { atTemporal, type TemporalPlace } from './temporal-connection.ts';

const { ok, warn, wrong } = findingsOf('temporal');

/** gRPC's codes, as far as they say something of us. */
const code = { invalidArgument: 3, notFound: 5, permissionDenied: 7, unimplemented: 12, unauthenticated: 16 };
const codeOf = (error: unknown) => (error as { code?: number }).code;
const isRefusal = (error: unknown) => [code.permissionDenied, code.unauthenticated].includes(codeOf(error)!);

export async function temporalFindings(given: Given, now: () => Date): Promise<Finding[]> {
  if (given.faults.some(({ name }) => name === 'TEMPORAL_PROFILE'))
    return [warn('reach', 'not asked: its settings cannot be read')];
  const { tls } = given.config.temporalConnection;
  return [tlsFinding(given.config, tls), ...(await reachFindings(given, { tls, now }))];
}

function tlsFinding(config: Config, tls: unknown): Finding {
  const address = config.temporalAddress;
  try {
    if (config.production) assertPrivateTemporal({ address, tls, insecure: config.TEMPORAL_INSECURE === 'yes' });
    return ok('tls', tls ? 'reached with TLS' : `reached in the clear at ${address}`);
  } catch {
    return wrong(
      'tls',
      `${address} is reached in the clear over a network, and whoever can answer there commands every run`,
      'give TEMPORAL_TLS=true (and TEMPORAL_TLS_* or TEMPORAL_API_KEY as the server asks), or TEMPORAL_INSECURE=yes where the network is private',
    );
  }
}

async function reachFindings(given: Given, { tls, now }: { tls: unknown; now: () => Date }): Promise<Finding[]> {
  const address = given.config.temporalAddress;
  try {
    return await atTemporal(given, async (place) => {
      const { serverVersion } = await place.connection.workflowService.getSystemInfo({});
      const found = await Promise.all([
        namespaceFindings(place),
        searchAttributeFinding(place),
        startFinding(place),
        within(temporalClock(place, now)).catch((error: unknown) => warn('clock', `cannot be read: ${lineOf(error)}`)),
      ]);
      return [ok('reach', `${address} answers, version ${serverVersion}`), ...found.flat()];
    });
  } catch (error) {
    const says = `${address} cannot be used: ${lineOf(error)}`;
    if (isRefusal(error))
      return [
        wrong(
          'reach',
          says,
          'give the TEMPORAL_API_KEY, or the client certificate, of an account that may use the namespace',
        ),
      ];
    return [
      wrong(
        'reach',
        says,
        tls
          ? 'see to it that Temporal runs there, and that it speaks TLS as TEMPORAL_TLS* says'
          : 'see to it that Temporal runs there and that TEMPORAL_ADDRESS names it; give TEMPORAL_TLS=true if it speaks TLS',
      ),
    ];
  }
}

const daySeconds = 86_400;

async function namespaceFindings({ connection, namespace }: TemporalPlace): Promise<Finding[]> {
  try {
    const { namespaceInfo, config } = await connection.workflowService.describeNamespace({ namespace });
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / daySeconds;
    const says = `what ended is kept for ${Number.isInteger(days) ? days : days.toFixed(1)} ${days === 1 ? 'day' : 'days'}`;
    const command = `temporal operator namespace update --namespace ${namespace} --retention 30d`;
    return [
      ok('namespace', `"${namespace}" is there`),
      days < 7
        ? warn('retention', `${says}: a run that somebody asks about after a holiday is gone`, command)
        : ok('retention', says),
      updateFinding(namespaceInfo?.capabilities ?? {}),
      limitFinding(namespaceInfo?.limits ?? {}),
    ];
  } catch (error) {
    if (codeOf(error) !== code.notFound)
      return [
        wrong('namespace', `"${namespace}": ${lineOf(error)}`, 'give an account that may describe the namespace'),
      ];
    const mend = `npx expo install where that is allowed, else: temporal operator namespace create --namespace ${namespace} --retention 30d`;
    return [{ ...wrong('namespace', `"${namespace}" is not there`, mend), awaits: 'install' }];
  }
}

function updateFinding({
  syncUpdate,
  asyncUpdate,
}: {
  syncUpdate?: boolean | null;
  asyncUpdate?: boolean | null;
}): Finding {
  const off = [
    ...(syncUpdate ? [] : ['frontend.enableUpdateWorkflowExecution']),
    ...(asyncUpdate ? [] : ['frontend.enableUpdateWorkflowExecutionAsyncAccepted']),
  ];
  if (off.length === 0) return ok('updates', 'runs take updates');
  return wrong(
    'updates',
    `turned off (${off.join(', ')}): nothing that waits for an answer would work, no registration, no order`,
    `in the server’s dynamic configuration: ${off.map((key) => `${key}: true`).join(', ')}`,
  );
}

/** What a namespace tells of its limits; the others are the server's dynamic configuration, which no call reads. */
function limitFinding({ blobSizeLimitError }: { blobSizeLimitError?: unknown }): Finding {
  const blob = blobSizeLimitError ? `payloads up to ${Math.round(Number(blobSizeLimitError) / 1024)} KiB; ` : '';
  return ok(
    'limits',
    `${blob}not asked, for no call tells them: limits of histories, pending activities and requests a second (limit.*, frontend.*, history.* of the dynamic configuration)`,
  );
}

/** Registrations and orders begin with an update in the same call. With nothing in it that call says whether it is there, and does nothing. */
async function startFinding({ connection, namespace }: TemporalPlace): Promise<Finding> {
  try {
    await connection.workflowService.executeMultiOperation({ namespace, operations: [] });
    return ok('update-with-start', 'is there');
  } catch (error) {
    if (codeOf(error) === code.invalidArgument) return ok('update-with-start', 'is there');
    if (codeOf(error) === code.notFound) return warn('update-with-start', 'not asked: the namespace is not there');
    return wrong(
      'update-with-start',
      `refused: ${lineOf(error)}`,
      'take a server of 1.28 or newer with frontend.enableExecuteMultiOperation: true in its dynamic configuration',
    );
  }
}

/** As the server names them: `Keyword`, `Bool`, `Datetime`. */
const typeName = (type: string) => type[0] + type.slice(1).toLowerCase();

async function searchAttributeFinding({ connection, namespace }: TemporalPlace): Promise<Finding> {
  let there: Record<string, number>;
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    there = customAttributes as Record<string, number>;
  } catch (error) {
    if (codeOf(error) === code.notFound)
      return {
        ...wrong('search attributes', 'not there, as the namespace is not', 'npx expo install'),
        awaits: 'install',
      };
    const names = Object.entries(searchAttributeTypes).map(([name, type]) => `${name} (${typeName(type)})`);
    return warn(
      'search attributes',
      `cannot be asked: ${lineOf(error)}`,
      `see in the server’s own page that these are there: ${names.join(', ')}`,
    );
  }
  const { IndexedValueType } = proto.temporal.api.enums.v1;
  const wanted = Object.entries(searchAttributeTypes).map(([name, type]) => ({
    name,
    type,
    is: there[name] as proto.temporal.api.enums.v1.IndexedValueType | undefined,
    wants: IndexedValueType[`INDEXED_VALUE_TYPE_${type}`],
  }));
  const missing = wanted.filter(({ is }) => is === undefined);
  const other = wanted.filter(({ is, wants }) => is !== undefined && is !== wants);
  const command = (verb: string, some: typeof wanted, type = true) =>
    `temporal operator search-attribute ${verb} --namespace ${namespace} ${some
      .map((each) => `--name ${each.name}${type ? ` --type ${typeName(each.type)}` : ''}`)
      .join(' ')}`;
  if (other.length > 0)
    return wrong(
      'search attributes',
      `of another type: ${other.map(({ name, type }) => `${name} is no ${typeName(type)}`).join(', ')}`,
      `${command('remove', other, false)} && ${command('create', other)}`,
    );
  if (missing.length === 0) return ok('search attributes', `all ${wanted.length} are there`);
  const finding = wrong(
    'search attributes',
    `missing: ${missing.map(({ name }) => name).join(', ')}; no registration and no order could begin`,
    `npx expo install, or: ${command('create', missing)}`,
  );
  return missing.length === wanted.length ? { ...finding, awaits: 'install' } : finding;
}
