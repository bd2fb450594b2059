import type { NextConfig } from 'next';

const config: NextConfig = {
  // The repository has other lockfiles further up; this folder is the whole application.
  turbopack: { root: import.meta.dirname },
};

export default config;
