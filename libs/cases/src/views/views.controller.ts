import { Controller, Req } from '@nestjs/common';
import { changeViewSchema, deskPreferenceSchema, newViewSchema, ROUTES, viewOrderSchema, viewParams, type ChangeView, type DeskPreference, type NewView, type SavedView } from '#contract';
import { Serves, Who, type Principal } from '#directory';
import { CheckedBody, CheckedPath, idempotencyKey, ProblemError } from '#platform';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { SavedViews } from './views.js';

const { id: viewId } = viewParams.shape;

/** Kept looks at the queue, and what a person prefers at the desk. */
@Controller()
export class ViewsController {
  constructor(private readonly views: SavedViews) {}

  @Serves(ROUTES.savedViews)
  all(@Who() { actor }: Principal): Promise<SavedView[]> { return this.views.of(actor); }

  @Serves(ROUTES.saveView)
  save(@CheckedBody(newViewSchema) wish: NewView, @Who() { actor }: Principal, @Req() request: FastifyRequest): Promise<SavedView> { return this.views.add(wish, actor, idempotencyKey(request)); }

  @Serves(ROUTES.orderViews)
  order(@CheckedBody(viewOrderSchema) { ids }: z.infer<typeof viewOrderSchema>, @Who() { actor }: Principal): Promise<SavedView[]> { return this.views.order(ids, actor); }

  @Serves(ROUTES.changeView)
  async change(@CheckedPath('id', viewId) id: string, @CheckedBody(changeViewSchema) wish: ChangeView, @Who() { actor }: Principal): Promise<SavedView> {
    const changed = await this.views.change(id, wish, actor);
    if (changed === null) throw new ProblemError('not-found');
    return changed;
  }

  @Serves(ROUTES.removeView)
  async remove(@CheckedPath('id', viewId) id: string, @Who() { actor }: Principal): Promise<void> {
    if (!(await this.views.remove(id, actor))) throw new ProblemError('not-found');
  }

  @Serves(ROUTES.deskPreference)
  preference(@Who() { actor }: Principal): Promise<DeskPreference> { return this.views.preference(actor); }

  @Serves(ROUTES.setDeskPreference)
  prefer(@CheckedBody(deskPreferenceSchema) wish: DeskPreference, @Who() { actor }: Principal): Promise<DeskPreference> { return this.views.prefer(wish, actor); }
}
