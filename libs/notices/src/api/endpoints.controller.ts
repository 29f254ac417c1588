import { Controller } from '@nestjs/common';
import { endpointId, ROUTES, type ChangeEndpoint, type EndpointTest, type EndpointView, type NewEndpoint } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedBody, CheckedPath, ProblemError } from '#platform';
import { Webhook } from '../channels/webhook.js';
import { Endpoints } from '../endpoints.js';

const id = endpointId.shape.id;

/** Robots and webhooks; for operators. */
@Controller()
export class EndpointsController {
  constructor(private readonly endpoints: Endpoints, private readonly webhook: Webhook) {}

  @Serves(ROUTES.endpoints)
  list(): Promise<EndpointView[]> { return this.endpoints.list(); }

  @Serves(ROUTES.addEndpoint)
  add(@CheckedBody(ROUTES.addEndpoint.body.schema) made: NewEndpoint, @Who() who: Principal): Promise<EndpointView> { return this.endpoints.add(made, who.actor.id); }

  @Serves(ROUTES.changeEndpoint)
  change(@CheckedPath('id', id) which: string, @CheckedBody(ROUTES.changeEndpoint.body.schema) change: ChangeEndpoint): Promise<EndpointView> { return this.endpoints.change(which, change); }

  @Serves(ROUTES.removeEndpoint)
  async remove(@CheckedPath('id', id) which: string): Promise<void> {
    if (!(await this.endpoints.remove(which))) throw new ProblemError('not-found');
  }

  @Serves(ROUTES.testEndpoint)
  async test(@CheckedPath('id', id) which: string): Promise<EndpointTest> {
    const answer = await this.webhook.test(which);
    if (answer === null) throw new ProblemError('not-found');
    return answer;
  }
}
