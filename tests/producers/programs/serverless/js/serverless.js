const fields = { id: '$context.requestId', status: '$context.status' };

module.exports = {
  service: 'notes-js',
  frameworkVersion: '3',
  provider: {
    name: 'aws',
    runtime: 'nodejs20.x',
    logs: {
      restApi: { format: JSON.stringify({ ...fields, path: '$context.resourcePath' }) },
      httpApi: { format: `{${Object.entries(fields).map(([name, value]) => `"${name}":"${value}"`).join(',')}}` },
      websocket: { format: Object.values(fields).join(' ') },
    },
  },
  functions: {
    notes: {
      handler: 'handler.main',
      events: [{ http: 'GET /notes' }, { httpApi: 'GET /notes' }, { websocket: '$default' }],
    },
  },
};
