import { createHash, generateKeyPairSync } from 'node:crypto';
import { type Action, type Call, newId, requiredRegion, utcSeconds } from '../call.js';
import { numberedPage } from '../paging.js';
import { invalid, ServiceError } from '../service-error.js';
import type { KeyPair } from '../state.js';
import { ecsTags } from './security-group.js';
import { hasTags } from './vpc.js';

/** The private half is in the answer, and nowhere else. */
export const createKeyPair: Action = (call) => {
  const name = newName(call);
  const tags = call.parameters.tags();
  call.parameters.refuseUnread();
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const pair = keep(call, name, tags, publicKey);
  return {
    KeyPairId: pair.id,
    KeyPairName: name,
    KeyPairFingerPrint: pair.fingerPrint,
    PrivateKeyBody: privateKey,
  };
};

export const importKeyPair: Action = (call) => {
  const name = newName(call);
  const body = call.parameters.required('PublicKeyBody').trim();
  if (!/^(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+={0,2}(?: .*)?$/.test(body)) {
    throw invalid('PublicKeyBody', 'InvalidPublicKeyBody.Malformed');
  }
  const pair = keep(call, name, call.parameters.tags(), body);
  return { KeyPairName: name, KeyPairFingerPrint: pair.fingerPrint };
};

export const describeKeyPairs: Action = (call) => {
  const { parameters, state } = call;
  const region = requiredRegion(call);
  const name = parameters.text('KeyPairName');
  const fingerPrint = parameters.text('KeyPairFingerPrint');
  const withKey = parameters.flag('IncludePublicKey');
  const tags = parameters.tags();
  const found = state.keyPairs.filter(
    (pair) =>
      pair.region === region &&
      (name === null ||
        pair.name === name ||
        (name.endsWith('*') && pair.name.startsWith(name.slice(0, -1)))) &&
      (fingerPrint === null || pair.fingerPrint === fingerPrint) &&
      hasTags(pair.tags, tags),
  );
  const page = numberedPage(call, found);
  const pairs = page.items.map((pair) => ({
    KeyPairName: pair.name,
    KeyPairFingerPrint: pair.fingerPrint,
    CreationTime: utcSeconds(pair.createdMs),
    ResourceGroupId: '',
    ...(withKey ? { PublicKey: pair.publicKey } : {}),
    Tags: ecsTags(pair.tags),
  }));
  return { ...page.about, KeyPairs: { KeyPair: pairs } };
};

/** Names that are not there are passed over, as the service does. */
export const deleteKeyPairs: Action = (call) => {
  const { parameters, state } = call;
  const region = requiredRegion(call);
  const names = parameters.jsonList('KeyPairNames') ?? [];
  state.keyPairs = state.keyPairs.filter((pair) => pair.region !== region || !names.includes(pair.name));
  return {};
};

function newName(call: Call): string {
  const region = requiredRegion(call);
  const name = call.parameters.required('KeyPairName');
  if (/^https?:\/\//i.test(name)) throw invalid('KeyPairName', 'InvalidKeyPairName.Malformed');
  if (call.state.keyPairs.some((pair) => pair.region === region && pair.name === name)) {
    throw new ServiceError('KeyPair.AlreadyExist', 400, 'The key pair already exist.');
  }
  return name;
}

function keep(call: Call, name: string, tags: KeyPair['tags'], publicKey: string): KeyPair {
  const pair: KeyPair = {
    id: newId(call, 'ssh'),
    region: requiredRegion(call),
    createdMs: call.now,
    name,
    description: '',
    tags,
    publicKey,
    fingerPrint: createHash('md5').update(publicKey).digest('hex'),
  };
  call.state.keyPairs.push(pair);
  return pair;
}
