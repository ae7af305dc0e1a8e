import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { done, refused } from '../domain/outcome.ts';
import { claimsSchema, type Tokens } from '../domain/sign-in.ts';
import { troubled } from './failures.ts';
import { shortText } from './short-text.ts';

export interface TokenOptions {
  readonly tenant: string;
  /** The app's client id, its application id URI, or both: the version of the token decides which one is in it. */
  readonly audience: readonly string[];
  /** `https://login.microsoftonline.com` */
  readonly authority: string;
  /** Who issues tokens of version 1: `https://sts.windows.net` */
  readonly oldIssuer: string;
  now(): Date;
  /** In place of the authority's keys. */
  readonly keys?: JWTVerifyGetKey;
}

/** Clocks differ. */
const toleranceInSeconds = 60;

/**
 * Access tokens of Microsoft Entra ID for this app, of one tenant. The keys are the authority's own and kept for ten
 * minutes; an unknown key makes it look again, at most every half minute.
 * Source: Microsoft identity platform, "Access tokens", validation.
 */
export function createTokens({ tenant, audience, authority, oldIssuer, now, ...given }: TokenOptions): Tokens {
  const keys = given.keys ?? createRemoteJWKSet(new URL(`${authority}/${tenant}/discovery/v2.0/keys`));
  return {
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keys, {
          algorithms: ['RS256'],
          issuer: [`${authority}/${tenant}/v2.0`, `${oldIssuer}/${tenant}/`],
          audience: [...audience],
          requiredClaims: ['exp', 'iat', 'tid', 'oid'],
          clockTolerance: toleranceInSeconds,
          currentDate: now(),
        });
        const claims = claimsSchema.safeParse(payload);
        if (!claims.success) return notAccepted('it does not say who it is for as an access token does');
        return claims.data.tid === tenant ? done(claims.data) : notAccepted('it is of another tenant');
      } catch (problem) {
        return notAccepted(reasonOf(problem));
      }
    },
  };
}

const reasons: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'it has expired',
  ERR_JOSE_ALG_NOT_ALLOWED: 'it is signed in a way that is not accepted',
  ERR_JOSE_NOT_SUPPORTED: 'it is signed in a way that is not accepted',
  ERR_JWKS_NO_MATCHING_KEY: 'its signature is not one of the tenant',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'its signature is not one of the tenant',
};
/** The authority did not answer, or not with keys. */
const troubles = ['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'];

/** Why a token is not good enough. What is not the token's fault is thrown. */
function reasonOf(problem: unknown): string {
  if (!(problem instanceof errors.JOSEError) || troubles.includes(problem.code)) {
    throw troubled('unavailable', `could not read the keys of the tenant: ${shortText(String(problem))}`);
  }
  if (problem instanceof errors.JWTClaimValidationFailed) return `its "${problem.claim}" is not what it must be`;
  return reasons[problem.code] ?? 'it is not a token';
}

const notAccepted = (why: string) =>
  refused('not-signed-in', `The token is not accepted: ${why}.`, 'Get a new token for this app, from its own tenant.');
