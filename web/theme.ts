import type { ThemeConfig } from 'antd';

/** Ant Design's look with colours whose contrast WCAG 2.2 AA accepts on white and on the grey of the page. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: '#0b5cad',
    colorPrimaryHover: '#08498a',
    colorPrimaryActive: '#063a6e',
    colorLink: '#0b5cad',
    colorLinkHover: '#08498a',
    colorErrorHover: '#951712',
    colorError: '#b71d18',
    colorSuccess: '#1b6e28',
    colorWarning: '#8a5300',
    // Derived from the colours of text they would be dull.
    colorWarningBg: '#fff6e3',
    colorWarningBorder: '#e6c785',
    colorErrorBg: '#fdf0ef',
    colorErrorBorder: '#eba9a4',
    colorSuccessBg: '#eef8f0',
    colorSuccessBorder: '#9ccfa8',
    colorInfoBg: '#edf4fb',
    colorInfoBorder: '#9fc3e8',
    colorTextSecondary: '#4a4f57',
    colorTextTertiary: '#5b616b',
    colorTextQuaternary: '#5b616b',
    colorTextPlaceholder: '#646a73',
    colorTextDescription: '#4a4f57',
    colorTextDisabled: '#5f656e',
    colorBgLayout: '#f5f6f8',
    motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    controlHeight: 36,
    fontSize: 15,
    fontFamily:
      "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Noto Sans SC', 'Microsoft YaHei', sans-serif",
  },
  components: { Table: { rowSelectedBg: '#eaf3fb', rowSelectedHoverBg: '#dcebf8' } },
};
