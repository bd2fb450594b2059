import { clerkMiddleware } from '@clerk/nextjs/server';

// Requests under /__clerk are handed to the Foyer server at CLERK_FAPI_URL; on all others it finds out who is there.
export default clerkMiddleware({ frontendApiProxy: { enabled: true } });

export const config = {
  // Files of the application itself need no session; the bundles under /__clerk do end in .js and must come through.
  matcher: ['/((?!_next|[^?]*\\.(?:css|js|png|svg|ico|woff2?)).*)', '/__clerk/:path*'],
};
