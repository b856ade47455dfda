import { adoptPageStyles } from '../shared/styles';
import './layersPanel';

adoptPageStyles();
