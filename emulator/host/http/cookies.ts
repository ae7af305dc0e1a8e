import type { HttpCookie } from '../core-protocol.ts';

const sameSiteNames: Readonly<Record<string, string>> = { lax: 'Lax', strict: 'Strict', explicitNone: 'None' };

/** A cookie of a function's answer, as the header that sets it (RFC 6265). */
export function cookieHeader(cookie: HttpCookie): string {
  const { domain, path, expires, maxAge, httpOnly, secure, sameSite = '' } = cookie;
  const site = sameSiteNames[sameSite];
  const parts = [
    `${cookie.name}=${encodeURIComponent(cookie.value)}`,
    domain && `Domain=${domain.value}`,
    path && `Path=${path.value}`,
    expires && `Expires=${new Date(expires.value.seconds * 1000).toUTCString()}`,
    maxAge && `Max-Age=${maxAge.value}`,
    httpOnly?.value && 'HttpOnly',
    secure?.value && 'Secure',
    site && `SameSite=${site}`,
  ];
  return parts.filter(Boolean).join('; ');
}
