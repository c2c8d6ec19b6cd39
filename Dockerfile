# docker build -t bellhop . && docker run -p 8000:8000 -v bellhop:/data bellhop
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY server/package.json server/
RUN npm ci --omit=dev --no-audit --no-fund

FROM packages AS compiled
COPY scripts scripts
COPY server server
# With what is compiled now, a server starts in half the time and keeps no compiler in its memory.
# Node.js looks for it by user: it is compiled by the one who will run it.
RUN mkdir -p node_modules/.cache && chown node node_modules/.cache
USER node
RUN node scripts/compile.mjs

FROM node:24-slim
WORKDIR /app
COPY --from=compiled /app .
COPY --from=compiled --chown=node /app/node_modules/.cache node_modules/.cache
COPY LICENSE .
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/node_modules/.cache/compile \
    MALLOC_ARENA_MAX=2 \
    MALLOC_TRIM_THRESHOLD_=131072 \
    MALLOC_MMAP_THRESHOLD_=262144 \
    BELLHOP_HOST=0.0.0.0 \
    BELLHOP_DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.BELLHOP_PORT || 8000}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=4", "--max-old-space-size=1024", "--no-maglev", "--expose-gc", "server/src/cli.ts"]
CMD ["serve"]
