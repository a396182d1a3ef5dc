/** Shows a form as ODK Web Forms does: `openForm(xml, media)`; what is sent stands in `submitted`. */
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms';
import { createApp, h } from 'vue';

window.submitted = null;
window.openForm = (formXml, media) => {
  const form = {
    formXml,
    fetchFormAttachment: async (url) => {
      const name = decodeURIComponent(String(url).split('/').pop());
      return name in media ? new Response(media[name]) : new Response(null, { status: 404 });
    },
    missingResourceBehavior: 'BLANK',
    onSubmit: async (payload) => {
      window.submitted = await payload.data[0].get('xml_submission_file').text();
    },
  };
  createApp({ render: () => h(OdkWebForm, form) }).use(webFormsPlugin).mount('#app');
};
