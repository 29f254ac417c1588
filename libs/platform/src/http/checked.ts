import { Body, Param, Query, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { faultsOf, type Where } from './faults.js';
import { ProblemError } from './problem-error.js';

/** A pipe that answers what the schema makes of the input. @throws ProblemError invalid-input with one pointer a fault */
export function checked<T>(schema: z.ZodType<T>, where: Where): PipeTransform<unknown, T> {
  return {
    transform(value: unknown, metadata: ArgumentMetadata): T {
      const answer = schema.safeParse(value, { reportInput: true });
      if (answer.success) return answer.data;
      throw new ProblemError('invalid-input', { errors: faultsOf(answer.error, where, metadata.data) });
    },
  };
}

/** The checked body. */
export const CheckedBody = <T>(schema: z.ZodType<T>): ParameterDecorator => Body(checked(schema, 'body'));
/** The checked query, whole. */
export const CheckedQuery = <T>(schema: z.ZodType<T>): ParameterDecorator => Query(checked(schema, 'query'));
/** One checked path parameter. */
export const CheckedPath = <T>(name: string, schema: z.ZodType<T>): ParameterDecorator => Param(name, checked(schema, 'path'));
