import { type Action, requiredRegion } from '../call.js';
import type { Tag } from '../parameters.js';
import { missing, notFound, ServiceError, unsupported } from '../service-error.js';
import type { SandboxState } from '../state.js';

/** What can be tagged, by the name the service gives its type. */
const vpcLists = { VPC: 'vpcs', VSWITCH: 'vswitches' } as const;
const ecsLists = { instance: 'instances', securitygroup: 'groups', keypair: 'keyPairs' } as const;

export const tagVpcResources: Action = tagResources(vpcLists);
export const tagEcsResources: Action = tagResources(ecsLists);

type ListName = 'vpcs' | 'vswitches' | 'instances' | 'groups' | 'keyPairs';

function tagResources(lists: Readonly<Record<string, ListName>>): Action {
  return (call) => {
    const { parameters, state } = call;
    const region = requiredRegion(call);
    const type = parameters.required('ResourceType');
    const list = Object.hasOwn(lists, type) ? lists[type] : undefined;
    if (!list) throw unsupported(`TagResources for ${type}`);
    const ids = parameters.list('ResourceId');
    const tags = parameters.tags();
    if (ids.length === 0) throw missing('ResourceId');
    if (tags.length === 0) throw missing('Tag');
    for (const id of ids) {
      const resource = resourcesOf(state, list).find(
        (one) => one.region === region && (list === 'keyPairs' ? one.name : one.id) === id,
      );
      if (!resource) throw notFound('InvalidResourceId.NotFound', 'ResourceId');
      resource.tags = merge(resource.tags, tags);
    }
    return {};
  };
}

interface Taggable {
  readonly id: string;
  readonly region: string;
  readonly name: string;
  tags: Tag[];
}

function resourcesOf(state: SandboxState, list: ListName): readonly Taggable[] {
  return state[list];
}

function merge(old: readonly Tag[], added: readonly Tag[]): Tag[] {
  const merged = [...old.filter(({ key }) => !added.some((tag) => tag.key === key)), ...added];
  if (merged.length > 20) throw new ServiceError('NumberExceed.Tags', 400, 'At most 20 tags are allowed.');
  return merged;
}
